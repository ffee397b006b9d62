export default {
  mode: 'development',
  devServer: {
    // not101: show
    host: '127.0.0.1',
    port: 8080,
    allowedHosts: ['app.example'],
    // not101: end
    proxy: [{ context: ['/live'], target: 'http://127.0.0.1:3000', ws: true }],
  },
};
