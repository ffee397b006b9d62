/**
 * How to tell the causes of a result apart, for each state that names several. Pages have these texts when they are built; they are no part of
 * the machine, so that what ships to the wizard and to the live test stays small.
 */
export const separatingChecks: Readonly<Record<string, string>> = {
  'tls-alert':
    '`openssl s_client` with and without `-servername`, then with `-tls1_2`: the one that changes the result names the fault. If it fails on some computers only, a program there opens TLS.',
  'certificate-of-another-site':
    'Ask for the certificate with `openssl s_client -connect app.example:443 -servername app.example`. If that shows the right one, the failing client sends no name; if not, the server has the wrong one.',
  'secure-fails':
    '`curl -v https://app.example/ws` tells them apart: “wrong version number” is a port without TLS, a complaint about the certificate names its fault, and a status means that TLS works and the part of the proxy for port 443 lacks the headers.',
  'upgrade-dropped-by-gateway':
    'Send the handshake to the gateway itself, past the balancer in front of it. If it passes there, the balancer dropped the headers; if not, the gateway’s route has no upgrade enabled.',
  'cut-or-refused':
    'See whether an `open` event came before. Without one the handshake was refused: look at its status. With one, measure how long the socket lived.',
  'certificate-any':
    'Read the issuer and the names of the certificate on the computer that fails: an antivirus or a company as the issuer is inspection, the names of another site mean that the client sent no name.',
  'client-any':
    'The error of the program tells: a certificate that it does not accept, an alert during the TLS handshake, or an answer in HTTP/2.',
  iis: 'Take the `Sec-WebSocket-Extensions` header off the handshake. If it lives now, IIS breaks compression; if not, look whether the WebSocket Protocol feature is installed.',
  'long-packets':
    'Send pings of growing size that may not be split. If small ones return and large ones vanish, the path loses long packets; if all return, look at its proxy or firewall.',
  'half-open':
    'Look at `readyState` after the silence. If it is still 1 and the server has the socket as well, a hop forgot the path; if a close event came, a proxy ended it.',
  'silent-drop':
    'Send any message every 20 seconds. If that keeps it open, measure the silence that it survives: its length names the hop. A drop without a close event is a path that forgot the flow.',
  credentials:
    'Repeat the handshake with a login that is fresh. If the answer stays 401 although ordinary requests with it pass, the proxy drops the upgrade and the application answers a plain request.',
  'origin-refused':
    'Compare scheme and host of the refused origin with what the application believes to be its own. If they differ only in http and https, the proxy does not tell it; otherwise correct the list or the Host header.',
  'no-route':
    'Silence is a packet that was thrown away. Try from another network: if it works there, the first network blocks it. If it fails everywhere, look at the firewall or security group of the server, then at the address.',
  'reset-before-answer':
    'Ask the same port once with https:// and once with http://. If one of them answers, the scheme is wrong for that port. If both do, try a private window: then it is the cookies, or a box on the way.',
  'connected-unanswered':
    'Look at the process that listens on that port. If its log says that workers or connections are used up, raise that limit; if one of its threads keeps a processor busy, its loop is blocked. If it is idle, try the other scheme: a server without TLS that is sent TLS may wait for more.',
  'closed-by-proxy':
    'The log of what listens there says “PROXY protocol” or “broken header” if it waits for that line. Otherwise ask the same port with the other scheme: an answer there means that the scheme is wrong for the port.',
  'closed-by-port':
    'Ask the same port with the other scheme: an answer there means that the scheme is wrong for the port. If there is none, ask from the server itself: a container forwards a port also when nothing listens inside.',
  'unreachable-any':
    '`curl -v https://app.example/ws` tells them apart: “Connection refused”, a certificate problem, “wrong version number”, or silence.',
  'tls-any':
    '`curl -v https://app.example/ws` says “wrong version number” if the port does not speak TLS, “alert” if the two sides could not agree, and names the certificate’s fault otherwise.',
  'after-101-any':
    'Chrome’s Console names it: Sec-WebSocket-Protocol, another header of the answer, or a frame. With none of them, look up the version of the proxy in its list of known faults.',
  'page-instead':
    'Ask for a path that cannot exist. If the same page comes back with 200, the web server answers every path and the socket’s path has no rule of its own; if the host serves static files only, no rule will help.',
  'forbidden-anyway':
    'Ask for a path that cannot exist. ASGI servers refuse an unknown path with 403 as well; if the answer is the same, check the path first. A proxy that replaces Host makes every origin a foreign one, so look which Host arrives. A challenge page in the body comes from a firewall.',
  'forbidden-any':
    'Send the handshake with the site’s own Origin and without any. If either passes, it is the origin check. `server: envoy` above an empty body is a gateway that does not allow upgrades.',
  'proxy-in-between':
    'Look at the request in the application’s log. If the path is right and Upgrade is missing, the proxy drops the header; if the path is wrong or nothing arrives, the proxy’s rule is. If it fails only now and then, there are several servers.',
  'not-served':
    'Find the path in the server’s code and ask for exactly that, with and without the trailing slash. If it is still refused, the server has no handler for the upgrade, or its log speaks of the origin.',
  'platform-or-app':
    'Run the same code on your own machine and send the handshake there. If it gets 101, the platform is what refuses.',
  'handshake-any':
    'Send the handshake to the application itself, past the proxy. 101 there points to the proxy, the same refusal to the path, the origin check or the server.',
  'server-error':
    'Read the error log of whoever sent the 500. Apache without a module for ws:// logs “No protocol handler was valid”, nginx without a free connection “worker_connections are not enough”; an application logs its own exception.',
  'bad-gateway':
    'The proxy’s error log names the address that it tried and what came back: refused, a TLS error, an answer that it did not understand, or a server that you did not mean.',
  unavailable:
    'See who wrote the body. A balancer without a healthy backend says so, a rate limiter sends Retry-After, and a proxy that speaks HTTP/2 to the backend may log that extended CONNECT is missing.',
  'upgrade-unanswered':
    'Send the handshake on the server itself. If it hangs there too, the server takes the upgrade and never answers. If it works, something on the way cuts it: a proxy that drops the headers or has no connection left, or a server that waits for the PROXY protocol.',
  'empty-400':
    'Send the handshake to the application itself, past the hop in front. If that gets 101, ask for an ordinary page through the hop: if it gets 400 as well, the hop sends a PROXY protocol header; if not, it spoils the headers of the handshake.',
  'hot-reload-address':
    'Read the address of the failing socket in the Console. If its host or port is not the page’s, the client dials wrong; if it is, the status tells: 403 or “Invalid Host/Origin header” is the host check, anything else the proxy.',
  'dev-server-any':
    'Open the page under that name. If the dev server refuses it, it is the host check; if the page loads, compare the address of the failing socket with the page’s.',
  'idle-or-age':
    'Send any message every 20 seconds. If the drop goes away it was an idle timeout; if it stays at the same second it is a limit on age, and if it comes at another time a reload.',
  'closed-on-purpose':
    '1000 and 1005 come from somebody’s call of close(); 1001 comes from a server or proxy that goes down or reloads.',
  'cut-at-once':
    'Read Chrome’s Console: a complaint about a frame means corrupted bytes. Without one, read the server’s log at that second for an exception.',
  'cut-without-complaint':
    'Read the server’s log at that second: an exception, a handler that returns, or a new start ends the socket. If the log knows no socket at all, a proxy answered the 101 by itself.',
  'cut-sometime':
    'Note the time of three drops. The same number of seconds points to a timeout, the same clock time to a deploy or reload, load peaks to a blocked server. A drop that nobody noticed for minutes is a path that went silent.',
  policy:
    'The reason beside the code, or the server’s log, names the rule: a token, a rate, or something of the application.',
  'server-failed':
    '“keepalive ping timeout” as the reason means that a side did not answer pings in time; anything else is an exception in the server’s log.',
  'application-code':
    'Codes from 3000 to 4999 are defined by the application or library: look the code up in its documentation. 4401 by habit means “not authorised”.',
  'nothing-arrives':
    'Send a message from the same server process to the same socket. If that arrives, the sender is in another process; if not, the client listens on another path, channel or namespace.',
  'several-servers-any':
    'If connecting fails with 400 “Session ID unknown”, requests of one session reach different servers. If it connects but messages do not reach everybody, the servers do not share them.',
  'under-load':
    'Watch the sockets that are open while a new one is refused. If they stay healthy and their number has a ceiling, a limit on connections is reached; if they lag too, the server is busy; if it passes by itself after a minute, connects come too fast.',
  'browser-only':
    'Add `-H "Origin: …"` with the page’s address to the curl line. If it is refused now, the server checks the origin; otherwise read the browser’s Console.',
  'own-page-only':
    'Compare both addresses first, with their query. Then open your page in a private window. If the socket opens there, the cookies are too large for a hop, or carry a login that has ended. If not, the Console names a Content-Security-Policy that stopped it, and the server’s log an origin that it refused.',
  'blocked-on-the-way':
    'Browsers use the proxy of the system, programs as a rule do not. Give the program the same proxy; if that changes nothing, the address is not reachable from there.',
  'refused-behind-proxy':
    'Read the body. “Session ID unknown” is several servers, “Unsupported protocol version” the client’s version; a word about Upgrade, or nothing of that kind, is the proxy.',
  'refused-by-app':
    'Read the body. “Unsupported protocol version” or “Transport unknown” is the client’s version, “Session ID unknown” several servers, a word about Upgrade a hop that dropped it.',
  'refused-behind-cloud':
    'Read the body. “Session ID unknown” is several servers; a word about Upgrade means that the balancer dropped it, because it cannot carry WebSockets or needs a policy for the headers.',
  'refused-any':
    'Read the body. “Session ID unknown” is several servers, “Unsupported protocol version” the client’s version, a word about Upgrade a hop that dropped it.',
  'upgrade-or-path':
    'Look at the request in the application’s log. It came without Upgrade: the proxy dropped it. Nothing came: the proxy sent it elsewhere. It came whole: the application has no handler.',
  'routed-elsewhere':
    'This proxy passes upgrades on by itself. Look whether the request is in the application’s log: if not, the rule sends it elsewhere; if it is, the application refused it and says why.',
  'not-served-or-routed':
    'This proxy passes upgrades on by itself. Send the handshake to the application: the same 200 there means that it has no handler for upgrades.',
  'gateway-any':
    'The access log of the gateway names the route and the flag. “upgrade_failed” is an upgrade that was not allowed; a route that you did not mean is the path; otherwise look whether it speaks HTTP/2 to the backend.',
  'hosting-any':
    'Run the same code on your own machine and send the handshake there. If it gets 101, look up the platform: it may not carry WebSockets, have a switch for them, or drop headers unless told otherwise.',
  'tunnel-any':
    'Open the address of the tunnel in a private window. A warning or login page there answers the handshake as well. Without one, send the handshake to the application itself, with the host name of the tunnel: 101 there means that the tunnel drops the upgrade, a refusal that the application does not know that name.',
  'answered-as-page':
    'Send the handshake to the application itself. The same 200 there means that it has no handler for upgrades; 101 means that the proxy dropped the header or sent it elsewhere.',
  'not-found':
    'Repeat the handshake ten times. A 404 now and then is several servers. Always 404: read the application’s log, where Rails names an origin that it refused; otherwise compare the path.',
  'not-found-in-cloud':
    'Repeat the handshake ten times. A 404 now and then is several servers. Always 404: look whether the platform carries WebSockets, then whether its rule knows the path.',
  'server-error-behind-nginx':
    'nginx says “worker_connections are not enough” in its error log if it sent the 500; otherwise the application did, and its log has the exception.',
  'server-error-of-app': 'The application’s log has the exception at that second.',
  'unavailable-behind-gateway':
    'The flags in the access log tell: no healthy upstream means that the backend is down; a reset or a protocol error that HTTP/2 is spoken to a backend that cannot do WebSockets over it.',
  'unavailable-in-cloud':
    'The platform names its own code in its log, such as H15 for an idle connection. A 503 right at the handshake is a switch that is off, a backend that is down, or a limit.',
  'unavailable-any':
    'See who wrote the body. A balancer without a healthy backend says so, a rate limiter sends Retry-After, a platform names its own error code.',
  'closed-by-backend':
    'Ask the backend’s port with http:// and with https://. If only the other scheme than the proxy’s answers, that is it; if the right one does, look which headers reach it.',
  'backend-silent':
    'Connect from the proxy’s machine. No connection at all is the address or a firewall; a connection without an answer is a busy server. After a 101 it is silence, which a proxy ends.',
  'after-update-any':
    'Go back to the version before, one program at a time. A proxy that cures it has a fault or a new default; a library, another version of the protocol.',
  'after-update-cut':
    'Go back to the version before. If that cures it, look for the fault in the list of the program; if a socket without compression survives, it is in the compression.',
  'idle-at-60':
    'Send any message every 20 seconds from a visible tab. If it lives, it was an idle limit of 60 seconds, or a heartbeat that a hidden tab sent too late.',
  'idle-at-100':
    'Send any message every 20 seconds. If it lives, it was an idle limit, as CDNs have; if not, the age counts.',
  'idle-unnoticed':
    'Send any message every 20 seconds. If it lives, something on the way forgets quiet flows: a balancer, or a NAT that tells neither end. If not, the age counts.',
  'age-of-hours':
    'Keep the socket busy. The same age twice is a limit on age; the same time of day a restart or a job; a drop that traffic prevents, silence.',
  'age-or-idle':
    'Send any message every 20 seconds. If the drop stays at the same second it is a limit on age; if it goes away it was silence.',
  'idle-or-blocked':
    'Send any message every 20 seconds. If the drop goes away, the server or library itself ends quiet sockets; if not, look whether it was busy when a pong came.',
  'reload-or-idle':
    'Look whether the proxy reloaded four minutes before the drop: ingress-nginx keeps old workers for 240 seconds. If nothing was reloaded, send a message every 20 seconds; if that helps, it is silence.',
  'idle-or-reload':
    'Send any message every 20 seconds. If it lives, a balancer ends or forgets quiet flows. If it drops all the same, look for a reload four minutes before.',
  'background-or-idle':
    'Keep the tab visible. If the socket lives, the browser slowed the heartbeat of a hidden tab; if not, it is silence or age.',
  'cut-behind-proxy':
    'Connect past the proxy. If the socket lives there, the proxy cuts it: look up the version for known faults, and the location for both headers. If it ends there too, read Chrome’s Console and the server’s log.',
  'large-messages':
    'A close with 1009 is a size limit. If nothing is closed and it fails from one network or VPN only, the path loses long packets. A complaint about a frame is compression.',
  'method-any':
    'Read the method of the request. GET is right; POST is a client that does not open a WebSocket, and CONNECT is WebSocket over HTTP/2.',
  'forbidden-by-gateway':
    'Look whether the application’s log has the request. If not, the gateway or a policy before it refused it: `upgrade_failed` in its access log says that upgrades are not enabled. If it has, leave the Origin out and see.',
  'forbidden-behind-tunnel':
    'Read the body. A warning or login page is the tunnel’s own; “Invalid Host header” a development server; nothing of that kind the check of the origin.',
  'forbidden-by-app':
    'Send the handshake with the site’s own Origin and without any. If either passes, it is the origin check. If not, ask for a path that cannot exist: ASGI servers refuse it with 403 as well.',
  'upgrade-dropped-in-cloud':
    'Send the handshake to the application itself. If that gets 101, look whether the balancer or CDN carries WebSockets in this mode, and whether it needs a policy that forwards the headers.',
  'bad-gateway-behind-nginx':
    'The error log of nginx names the address that it tried and what came back: refused, a TLS error, an answer that it did not understand, or a server that you did not mean.',
  'bad-gateway-in-cloud':
    'The number tells at Cloudflare: 521, 522 and 523 did not connect, 525 and 526 failed in TLS. Elsewhere ask the origin from outside, once with https:// and once with http://.',
  'iis-cut':
    'Connect without compression. If the socket lives, IIS breaks compressed ones; if it ends at once all the same, look whether the WebSocket Protocol feature is installed; if it ends after a time, note the seconds.',
  deploy:
    'If the interruption itself hurts, close the sockets properly before the process ends, and keep old workers until they are empty. If the trouble begins when all clients return in the same moment, spread their return.',
  'return-fails':
    'Count the handshakes of each second after the drop. A peak that falls off is the return of everybody at once: let the clients wait a random time. Clients that never return may take 1000 or 1001 for a goodbye. Without either, look only at how the server stops.',
  'loopback-from-https':
    'Chrome and Firefox let an https:// page open ws://localhost, so there the browser asks for a permission or nothing listens: its Console names the permission, and curl on the same computer tells whether anything answers. Safari refuses it as mixed content.',
  'wrong-moment':
    'Open the stack below the message and print `readyState` there. 0 is a call that came too early. 2 or 3 is one after the end, so look at the code of the close event. If it is 1 in another variable, the code has two sockets.',
  'given-up-any':
    'Open the stack below the message. A cleanup function, or React in development, closes a socket too many. A timer gave up: time the handshake with curl, and try 127.0.0.1 in the place of localhost. If even curl waits, look at the balancer in front.',
  'connect-timer':
    'Time the handshake with curl, several times. A 101 that comes later than the client waits is the client’s timer. If 127.0.0.1 answers at once where localhost does not, the server listens on one of the two only. If no answer comes at all, look at the balancer in front.',
  'ended-alone':
    'Write the age of the socket and the seconds since its last frame beside the line. A constant silence is a timeout on the way, many sockets in one second a deploy, minutes without a sign a path that went silent. With none of them the other side has simply left.',
  'client-library':
    'Run `node -p "typeof WebSocket"` where the client runs. `undefined` means that the runtime has none; otherwise compare the client’s version with the one that the service asks for.',
  profile:
    'Switch the extensions off in your own profile. If it works now, one of them blocks it. If not, delete the cookies of the site: too many of them make the handshake too large, and an old one can hold a login that has ended.',
  challenged:
    'The log of the CDN or firewall that is your own names the rule. If it has no entry, the page comes from a network on the client’s side: try another one.',
  'client-in-front':
    'Send the handshake with curl from where the program runs. A page with a title of its own and a status such as 403 is a bot check or a login; a TLS error names the certificate or the alert; an answer in HTTP/2 needs `--http1.1`.',
  'frames-in-tunnel':
    'Open the socket without the tunnel. If the complaint is gone, the tunnel spoils the bytes; if it stays, switch compression off on the server.',
  'size-exceeded':
    'If it comes before `open`, headers are meant: try a private window, which has no cookies. If it comes with a message, the limit for messages is.',
  'heartbeat-missed':
    'Compare the times of ping and drop. No ping at all, or one that comes later than the shortest timeout on the path: the interval. A ping that was answered late while the server was busy: the server. Only while the tab was hidden or the phone slept: the client. None of it: the path went silent.',
  blocked:
    'Look at the processor while it happens. One full core, or a worker that a supervisor kills after a timeout, is code that blocks. A process that ends at a memory limit or at a deploy is a restart.',
  'library-missing':
    'The line names what is missing. A WebSocket library for the server has to be installed beside it; “WebSocket is not defined”, or a call for the `ws` package, is the runtime of the client; a broker adapter such as Redis carries messages between processes; a client that is too new or too old for the server has to change. Apache without `mod_proxy_wstunnel` says that no protocol handler was valid.',
  'not-answering':
    'Ask the very address and port of the message from the machine that wrote it. Refused: nothing listens there, or only on loopback. Another port answers: the one in the configuration is wrong. Silence: a firewall.',
  'upgrade-missing':
    'Send the handshake to the application itself. If it gets 101, something in front dropped the header, and a balancer that cannot carry WebSockets does that too. If the application complains just the same, it has no handler for the upgrade.',
  'upgrade-not-taken':
    'Send the handshake with `curl` on the server itself. The same complaint means that the application has no handler, or that its client sends an ordinary request. If it gets 101, something between the client and the server drops the header.',
  'upgrade-dropped-for-some':
    'Let somebody who is hit try from another network. If it works there, a proxy or security program of the first network takes the header out; if it fails there too, compare which of your own hops their requests pass.',
  'origin-or-path':
    'Rails writes “Request origin not allowed” to its log, and Phoenix “Could not check origin”. Without such a line, compare the path with the routes.',
  'session-or-path':
    'Repeat it with one instance. If it works, the second request of a session reached another instance. If the 404 stays, compare the path, then look whether the platform carries WebSockets.',
  'path-or-namespace':
    'Look at the request. Its path has to be the server’s `path`, which is /socket.io/ by default; a namespace belongs into the address and never into that path. A 404 now and then is several servers.',
  'some-users-400':
    'Try a private window on a computer that is hit. If it works, cookies made the header too long. If it fails, and works from another network, a proxy there spoils the request; if neither helps, compare the versions of the clients.',
  'socketio-behind-proxy':
    'Read the body. “Session ID unknown” is several servers, “Unsupported protocol version” the client’s version. “Bad request” on `transport=websocket` alone, while polling works, is the proxy that drops the upgrade.',
  'socketio-refused-behind-balancer':
    'Read the body. “Session ID unknown” is a session whose requests reach several servers, “Unsupported protocol version” the client’s version. With one server left and `transport=websocket` still refused, the balancer drops the upgrade.',
  'socketio-refused':
    'Read the body. “Unsupported protocol version” or “Transport unknown” is the client’s version, “Session ID unknown” several processes. If only `transport=websocket` fails, the server’s process type has no WebSocket, or a proxy drops the upgrade.',
  'socketio-any':
    'Look at the first request, `transport=polling`. 400 with “Unsupported protocol version” is the client’s version, 404 the path, 200 followed by “Session ID unknown” several servers, and “Invalid namespace” comes after the connection.',
  'ready-made-behind-proxy':
    'Such programs serve WebSockets when reached directly, so try that first. If it works there, look at the location of the proxy: both headers, the Host that it passes on, and the path. The program’s log names an origin or proxy that it does not trust.',
  'broker-any':
    'A broker has a port of its own for WebSockets, beside the one of its native protocol and beside the web site. Compare the port with its configuration; if it is right, ask it directly, past the proxy, then compare the subprotocol, such as `mqtt`.',
  'loopback-any':
    'Ask that port with `curl` on the computer where the page or program runs: localhost is always that one, and never the server. If it answers, compare the path; if it does not, look on which address the server listens.',
  'ip-any':
    'Open the address with https:// in a tab. A warning about the certificate is the cause: certificates rarely name a number. No answer is a server that listens elsewhere, or a firewall. A page that opens leaves the origin.',
  'host-rewritten':
    'See which Host header reaches the application. If it is not the name in the address bar, with its port, the proxy replaces it, and the application takes its own site for a foreign one. If it is, compare the path, then the login.',
  'forbidden-by-python':
    'Ask for a path that cannot exist. ASGI servers refuse that with 403 as well, so if the answer is the same, compare the path, with the prefix of its router. If it is not, leave the Origin header out.',
  'forbidden-by-provider':
    'Take a fresh key and send one handshake from another network. If it passes, the key had run out or too many were sent; if it passes with the old key too, the first network or its address is refused.',
  'bad-gateway-behind-router':
    'The proxy’s log names the address that it tried. Refused: nothing listens there. Another service than you meant: the rule. If the backend itself answers 403 or 404 when asked directly, the proxy hides that, as old versions of Traefik did.',
  'own-socket-any':
    'Send the handshake to the port of your own server. If that gets 101, look whether the development proxy has its `ws` option on for that path; a tunnel in between may refuse WebSockets, and the server the origin.',
  'some-attempts':
    'Repeat the handshake twenty times. Failures that alternate are several servers; failures that begin at a certain number of sockets a limit; only the first one after a start, a development proxy that has not yet seen a request; a pause that cures it, a rate limit.',
  'after-update-of-proxy':
    'Compare the headers that reach the application with those before. Upgrade missing is a location or template that the update replaced; headers complete and still refused is a default that changed, for the proxies it trusts or the Host; neither is a fault of that version.',
  'after-update-of-router':
    'Go back to the version before. If that cures it, read its list of changes: a fault, or another default for the forwarded headers, the Host or the order of rules.',
  'after-update-of-library':
    'Read the log of the server at the start and at the handshake. A version of the protocol that it does not know, a WebSocket library that is no longer installed by itself, HTTP/2 that a client now offers, and a stricter check of the origin all say so.',
  'after-update-of-browser':
    'Read the Console of the new version: it names a permission for local addresses, a policy of the page or a frame that it no longer accepts. Without a line, compare a visible with a hidden tab.',
  'cut-while-busy':
    'Note the age of three sockets. The same age each time is a limit on age; the same time of day a restart or reload. If pings are no traffic for the hop, it is silence after all.',
  'some-users':
    'Send a message from a process to a socket of the same process. If it arrives, the processes do not share messages. If it is lost there too, and only under load, a queue is full or the server is busy.',
  'certificate-in-one-place':
    'Look at the issuer of the certificate on that computer. An antivirus or a company there means inspection; the site’s own authority means that this computer lacks the authority or the server its intermediate.',
  'place-any':
    'Take another computer in the same network, then the first one in another network. The computer decides: its security program, or a system too old for the server’s TLS. The network decides: its proxy, firewall or packet size. Neither does: try a private window, since it may be cookies.',
  'network-any':
    'Take another computer in the same network, then the first computer in another network. The computer decides: its security program. The network decides: its proxy or firewall, a path that forgets quiet flows, or, where short messages pass and long ones hang, its packet size.',
  'other-name-any':
    'Compare what changes with the name. Cookies: try a private window. The Origin or Host: read the server’s log. The certificate: open the name with https://. Another machine or rule: look up the address of both names.',
  'other-name-unreachable':
    'Look up both names. If one is ::1 or another machine, the server does not listen there. If the addresses are the same, the certificate lacks the name, or a network lets only one of them through.',
  'frames-in-some-places':
    'Connect from there once by wss:// and once with the security program switched off. If either works, a program or proxy in that place rewrites the bytes; if neither does, the library and its compression remain.',
  'messages-any':
    'Compare a small message from the same process, a large one, and one from another user. All late: a busy server. Lost from another process: the processes do not share them. Lost after a quiet time or a change of network: a dead path. Only the large one: a size limit.',
  'address-refused':
    'Read the address in the message. Another scheme than ws:// or wss://, `undefined` or an empty port in it: the code builds it wrongly. A right ws:// address on an https:// page: mixed content. A right address with a port such as 6000: a port that browsers refuse.',
  'any-cause':
    'Run the live test with the address of the socket: it tells whether it opens at all, and how it ends. If you have a message, search for it as it is.',
};
