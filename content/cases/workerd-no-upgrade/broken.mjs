export default {
  async fetch(request) {
    // not101: show
    return new Response('Hello from the Worker');
    // not101: end
  },
};
