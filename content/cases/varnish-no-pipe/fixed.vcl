vcl 4.1;

backend app {
    .host = "127.0.0.1";
    .port = "3000";
}

# not101: show
sub vcl_recv {
    set req.backend_hint = app;
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}
# not101: end
