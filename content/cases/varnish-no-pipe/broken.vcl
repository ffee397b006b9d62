vcl 4.1;

backend app {
    .host = "127.0.0.1";
    .port = "3000";
}

# not101: show
sub vcl_recv {
    set req.backend_hint = app;
}
# not101: end
