const origin = 'http://127.0.0.1:3000';

export default {
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    // not101: show
    return fetch(new Request(origin + pathname + search, request));
    // not101: end
  },
};
