// Codes of what runs before anything is installed; a row of docs/errors.md each.

/** `npm start` and `npm test` before they have a package to import. */
export const START_ERRORS = {
  NODE_TOO_OLD: {
    when: 'this Node is older than 20.19',
    remedy: 'Install a newer one; `nvm install` reads `.nvmrc`.',
  },
};
