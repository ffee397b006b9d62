Bun.serve({
  hostname: '127.0.0.1',
  port: 3000,
  fetch(request, server) {
    if (server.upgrade(request)) return undefined;
    return new Response('Not Found', { status: 404 });
  },
  // not101: show
  websocket: {
    message(socket, message) {
      socket.send(message);
    },
  },
  // not101: end
});
