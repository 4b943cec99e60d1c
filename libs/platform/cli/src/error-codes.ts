import { errorTable } from '@multilith/contract';

/** Errors of the `multilith` command. */
export const CLI_ERRORS = errorTable({
  CONTEXT_UNKNOWN: {
    when: 'the deployment has no context of that name',
    remedy: 'Use one that the message lists.',
  },
  SUBSCRIPTION_UNKNOWN: {
    when: 'the context has no subscription of that name',
    remedy: 'Use one that the message lists.',
  },
  SUBSCRIPTION_NOT_RETIRABLE: {
    when: 'there is no such subscription, or its hosts still declare it',
    remedy: 'Remove it from the module file and start the host first.',
  },
  COMPOSE_UNREADABLE: {
    when: '`multilith doctor` cannot read the compose file',
    remedy: 'Correct it, or name another with `--compose`.',
  },
  DEPLOYMENT_FILE_MISSING: {
    when: 'a file named to `multilith doctor` does not exist',
    remedy: 'Name one that does, or leave the option out.',
  },
  CERTIFICATES_FOREIGN: {
    when: '`multilith certs` would replace files that were not made by the authority in the folder',
    remedy: 'Give another folder with `--folder`, or replace the files with `--force`.',
  },
  WORKSPACE_MISSING: {
    when: 'a command that needs the contexts of a workspace runs outside of one',
    remedy: 'Run it in the root of the workspace, or set `MULTILITH_CONTEXTS`.',
  },
});

type CliErrors = typeof CLI_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends CliErrors {}
}
