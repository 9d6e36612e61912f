<?php
// Fetches a page with PHP's curl and prints it.

$curl = curl_init($argv[1]);
curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
$page = curl_exec($curl);
if ($page === false) {
    fwrite(STDERR, curl_error($curl) . "\n");
    exit(1);
}
echo $page;
