// not101: show
export default {
  '/ws': {
    target: 'http://127.0.0.1:3000',
  },
};
// not101: end
