export default {
  mode: 'development',
  devServer: {
    host: '127.0.0.1',
    port: 8080,
    // not101: show
    proxy: [
      {
        context: ['/live'],
        target: 'http://127.0.0.1:3000',
      },
    ],
    // not101: end
  },
};
