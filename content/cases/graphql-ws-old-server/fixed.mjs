import { createServer } from 'node:http';
import * as graphql from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const schema = graphql.buildSchema('type Query { now: String }');
const server = createServer((_, response) => response.writeHead(404).end());

// not101: show
const wss = new WebSocketServer({ server, path: '/graphql' });
useServer({ schema }, wss);
// not101: end

server.listen(3000, '127.0.0.1');
