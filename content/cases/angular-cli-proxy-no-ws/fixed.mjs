// not101: show
export default {
  '/ws': {
    target: 'http://127.0.0.1:3000',
    ws: true,
  },
};
// not101: end
