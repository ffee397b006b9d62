/** A correct handshake as a command, with the sample key of RFC 6455 §1.3; the address follows it. */
export const handshakeCommand =
  "curl -i --http1.1 --max-time 5 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='";
