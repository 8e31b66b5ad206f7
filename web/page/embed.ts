/**
 * `embed.html?lesson=…#block` leads to the lesson's page, which shows that block alone. The names of
 * the lessons are those that this page links to.
 */

const lesson = new URLSearchParams(location.search).get('lesson') ?? '';
const links = [...document.querySelectorAll<HTMLAnchorElement>('.lessons a')];
const link = links.find((link) => link.getAttribute('href') === `${lesson}/`);
const told = document.querySelector('.told');

if (link) {
  location.replace(`${link.href}?embed${location.hash}`);
} else if (told) {
  told.textContent = lesson
    ? `There is no lesson called “${lesson}” here.`
    : 'This address names no lesson.';
}

export {};
