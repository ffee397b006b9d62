import { createServer } from 'node:http';
import * as graphql from 'graphql';
import { SubscriptionServer } from 'subscriptions-transport-ws';

const schema = graphql.buildSchema('type Query { now: String }');
const server = createServer((_, response) => response.writeHead(404).end());

// not101: show
const { execute, subscribe } = graphql;
SubscriptionServer.create({ schema, execute, subscribe }, { server, path: '/graphql' });
// not101: end

server.listen(3000, '127.0.0.1');
