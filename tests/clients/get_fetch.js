// Fetches a page with Deno's fetch and prints it.

const page = await fetch(Deno.args[0]);
await page.body.pipeTo(Deno.stdout.writable);
