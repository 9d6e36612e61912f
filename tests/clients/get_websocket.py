"""Opens a WebSocket and prints the first message. Runs on Python 2.7 and later."""

import sys

import websocket

socket = websocket.create_connection(sys.argv[1].replace("https:", "wss:"), timeout=10)
sys.stdout.write(socket.recv())
socket.close()
