/** What HTML has to be: html-validate's recommendations, and why some of them do not hold here. */

export default {
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // The templates leave white space, and nobody reads it.
    'no-trailing-whitespace': 'off',
    'doctype-style': ['error', { style: 'lowercase' }],
    // KaTeX places the parts of a formula by their own styles.
    'no-inline-style': 'off',
    // A goal ticks itself: a native checkbox could not be read-only. Text that scrolls is focusable,
    // and then a region with a name.
    'prefer-native-element': ['error', { exclude: ['checkbox', 'region'] }],
    // Lists are named, so that they can be told apart.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Firefox would bring back a choice after a reload; the attribute tells it not to.
    'valid-autocomplete': 'off',
  },
};
