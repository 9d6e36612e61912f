<?php
// Fetches a page with PHP's streams and prints it.

$page = file_get_contents($argv[1]);
if ($page === false) {
    exit(1);
}
echo $page;
