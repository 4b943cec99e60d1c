/** The query that GraphiQL shows first: one that has an answer right after the first start. */
export const FIRST_QUERY = `# Welcome to the shop. Ctrl-Enter runs this;
# the docs are behind the book at the left.
{
  products(first: 5) {
    nodes {
      sku
      name
      price
      stock {
        available
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;
