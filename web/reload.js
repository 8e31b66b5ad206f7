// The development server puts this script into every page it serves, and no other server does.
// It loads the page again once a newer build is there, and shows why a build failed.

const built = new URL(document.currentScript.src).searchParams.get('built');
const notice = document.createElement('p');
notice.setAttribute('role', 'status');
notice.style.cssText =
  'position:fixed;inset:auto 0 0;z-index:9999;margin:0;padding:0.75rem 1rem;' +
  'background:#c2410c;color:#fff;font:1rem/1.4 ui-monospace,monospace;white-space:pre-wrap';

new EventSource('/.live/events').addEventListener('message', ({ data }) => {
  const state = JSON.parse(data);
  if (state.built !== built) {
    location.reload();
    return;
  }
  notice.textContent = state.failure;
  notice.remove();
  if (state.failure) {
    document.body.append(notice);
  }
});
