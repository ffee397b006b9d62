Deno.serve({ hostname: '127.0.0.1', port: 3000 }, (request) => {
  if (request.headers.get('upgrade') !== 'websocket') return new Response('Not Found', { status: 404 });
  // not101: show
  const { socket, response } = Deno.upgradeWebSocket(request, { protocol: 'chat' });
  // not101: end
  socket.onmessage = ({ data }) => socket.send(data);
  return response;
});
