const origin = 'http://127.0.0.1:3000';

export default {
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    // not101: show
    const { method, body } = request;
    return fetch(new Request(origin + pathname + search, { method, body }));
    // not101: end
  },
};
