"""Fetches a page with aiohttp and prints it."""

import asyncio
import sys

import aiohttp


async def get(url):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        async with session.get(url) as page:
            return await page.text()


sys.stdout.write(asyncio.run(get(sys.argv[1])))
