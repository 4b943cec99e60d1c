/** What a customer is registered with. */
export interface CustomerDetails {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly country: string;
}
