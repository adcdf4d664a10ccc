// Every screen by its name and path: what each must come to, and what is pictured.
export const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['home', ''],
  ['not-found', '/nothing'],
];
