c = get_config()

# Open to all, because it listens on loopback alone and lives for seconds. Keep the token in yours.
c.ServerApp.token = ""
c.ServerApp.password = ""
c.ServerApp.port_retries = 0

# not101: show
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = 3000
c.ServerApp.allow_origin = "http://127.0.0.1:4000"
# not101: end
