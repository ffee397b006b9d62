export default {
  mode: 'development',
  devServer: {
    host: '127.0.0.1',
    port: 3000,
    allowedHosts: ['app.example'],
    // not101: show
    client: {
      webSocketURL: 'auto://0.0.0.0:3000/ws',
    },
    // not101: end
  },
};
