/**
 * What to do after a context was generated, a line each.
 *
 * @param bare whether it has no first use case yet, so no specs to run and nothing in GraphiQL
 */
export function nextSteps(context: string, bare = false): string[] {
  const purpose = `libs/modules/${context}/README.md   say what it is for; CODEOWNERS, where there is one, has a team of its name`;
  if (bare)
    return [
      `npx nx g subscription ${context}/… --event=…   what it follows of other contexts`,
      `npx nx g command ${context}/… --api   what can be asked of it; docs/adding-a-context.md goes on from here`,
      'npm start   the context is on the index page',
      purpose,
    ];
  return [
    `npx tsc -b && npx vitest run ${context}   its specs, in every topology`,
    'npm start   the context is on the index page and in GraphiQL',
    purpose,
    `npx nx g command ${context}/…   more of it; docs/adding-a-context.md goes on from here`,
  ];
}
