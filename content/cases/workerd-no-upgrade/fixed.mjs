export default {
  async fetch(request) {
    // not101: show
    if (request.headers.get('Upgrade') === 'websocket') {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener('message', ({ data }) => server.send(data));
      return new Response(null, { status: 101, webSocket: client });
    }
    return new Response('Hello from the Worker');
    // not101: end
  },
};
