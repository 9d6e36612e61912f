# Fetches a page with LWP and prints it.

use strict;
use warnings;
use LWP::UserAgent;

my $page = LWP::UserAgent->new(timeout => 10)->get($ARGV[0]);
die $page->status_line, "\n" unless $page->is_success;
print $page->decoded_content;
