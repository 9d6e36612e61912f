# Fetches a page with Ruby's Net::HTTP and prints it.

require "net/http"

print Net::HTTP.get(URI(ARGV.first))
