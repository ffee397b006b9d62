Bun.serve({
  hostname: '127.0.0.1',
  port: 3000,
  // not101: show
  fetch(request, server) {
    if (server.upgrade(request)) return;
    return new Response('Not Found', { status: 404 });
  },
  // not101: end
  websocket: {
    message(socket, message) {
      socket.send(message);
    },
  },
});
