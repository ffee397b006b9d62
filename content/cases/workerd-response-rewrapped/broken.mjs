const origin = 'http://127.0.0.1:3000';

export default {
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    const response = await fetch(new Request(origin + pathname + search, request));
    // not101: show
    const headers = new Headers(response.headers);
    headers.set('X-Frame-Options', 'DENY');
    return new Response(response.body, {
      status: response.status,
      headers,
    });
    // not101: end
  },
};
