// The little of express that the bench uses: the package brings no types.
declare module 'express' {
  import type { IncomingMessage, RequestListener, Server } from 'node:http';

  interface Request extends IncomingMessage {
    readonly params: Record<string, string>;
  }
  class Router {}
  interface Application extends RequestListener {
    set(setting: 'query parser', parse: (text: string) => object): this;
    use(path: string, router: Router): this;
    listen(port: number, host: string, listening: () => void): Server;
  }
  const express: () => Application;
  namespace express {
    export type { Request };
  }

  // biome-ignore lint/style/noDefaultExport: it is express that has one
  export default express;
  export { Router };
}
