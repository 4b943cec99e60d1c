/** The data with which a customer is registered. */
export interface CustomerDetails {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly country: string;
}
