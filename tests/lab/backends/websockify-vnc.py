"""websockify on the port that is given, with a VNC server behind it that says its version and no more."""

import socket
import sys
import threading

from websockify.websocketproxy import websockify_init


def serve_vnc(listener):
    clients = []
    while True:
        clients.append(listener.accept()[0])
        clients[-1].sendall(b"RFB 003.008\n")


# From version 0.13 on each socket is a process of its own, which imports this file again.
if __name__ == "__main__":
    vnc = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve_vnc, args=[vnc], daemon=True).start()
    target = f"127.0.0.1:{vnc.getsockname()[1]}"
    sys.argv = ["websockify", f"127.0.0.1:{sys.argv[1]}", target]
    websockify_init()
