// Packages of an imagined application that examples of the pages import.
declare module '@modules/loans' {
  export class LoansModule {}
}
declare module '@modules/loans/api' {
  export class LoansApiModule {}
  export const sdl: URL;
}
