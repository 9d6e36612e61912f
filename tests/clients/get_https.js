// Fetches a page with Node's https module and prints it.

const https = require("https");

https
  .get(process.argv[2], { agent: false }, (page) => page.pipe(process.stdout))
  .on("error", (error) => {
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  });
