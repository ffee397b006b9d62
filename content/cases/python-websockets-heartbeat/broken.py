import asyncio

import websockets


async def chat(socket):
    async for message in socket:
        websockets.broadcast(server.websockets, message)


async def main():
    global server
    # not101: show
    server = await websockets.serve(
        chat, "127.0.0.1", 3000, ping_interval=None
    )
    # not101: end
    await server.wait_closed()


asyncio.run(main())
