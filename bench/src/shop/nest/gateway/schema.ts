/** The part of the shop's schema that the benchmark uses, with the same names. */
export const SDL = `
  scalar DateTime
  type Stock { sku: String! onHand: Float! reserved: Float! available: Float! }
  type Product { sku: String! name: String! price: Float! discontinued: Boolean! unitsSold: Float! stock: Stock }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type ProductConnection { nodes: [Product!]! pageInfo: PageInfo! }
  type Customer { customerId: ID! name: String! email: String country: String! closed: Boolean! }
  type Payment { state: String! captured: Float! }
  type Shipment { state: String! shippedAt: DateTime }
  type OrderLine { sku: String! quantity: Int! unitPrice: Float! product: Product }
  type Order {
    orderId: ID! state: String! total: Float! placedAt: DateTime! customerId: ID!
    customer: Customer lines: [OrderLine!]! payment: Payment shipment: Shipment
  }
  type OrderConnection { nodes: [Order!]! pageInfo: PageInfo! }
  type Query {
    products(first: Int = 20): ProductConnection!
    orders(first: Int = 20): OrderConnection!
  }
  input ProductInput { sku: String! name: String! price: Float! }
  input UpsertProductsInput { products: [ProductInput!]! }
  type UpsertProductsPayload { created: Int! }
  input StockLineInput { sku: String! quantity: Int! }
  input ReceiveStockInput { lines: [StockLineInput!]! }
  type ReceiveStockPayload { units: Int! }
  input RegisterCustomerInput { customerId: ID! name: String! email: String country: String! }
  type RegisterCustomerPayload { customerId: ID! }
  input OrderLineInput { sku: String! quantity: Int! }
  input PlaceOrderInput { customerId: ID! lines: [OrderLineInput!]! paymentMethod: String }
  type PlaceOrderPayload { orderId: ID! }
  type Mutation {
    upsertProducts(input: UpsertProductsInput!): UpsertProductsPayload!
    receiveStock(input: ReceiveStockInput!): ReceiveStockPayload!
    registerCustomer(input: RegisterCustomerInput!): RegisterCustomerPayload!
    placeOrder(input: PlaceOrderInput!, idempotencyKey: String): PlaceOrderPayload!
  }
`;
