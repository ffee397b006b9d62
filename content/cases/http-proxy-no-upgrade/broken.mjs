import { createServer } from 'node:http';
import { createProxyServer } from 'http-proxy-3';

const proxy = createProxyServer({ target: 'http://127.0.0.1:3000' });
proxy.on('error', (error) => console.error(error.message));

// not101: show
const server = createServer((request, response) => {
  proxy.web(request, response);
});
// not101: end

server.listen(8080, '127.0.0.1');
