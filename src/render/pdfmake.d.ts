/** What we use of pdfmake; its published types bring the browser's global names along, which hide those of Node. */
declare module 'pdfmake' {
  export type Content = string | { [name: string]: unknown } | Content[];
  export interface Definition {
    content: Content[];
    footer?: (page: number, pages: number) => Content;
    [name: string]: unknown;
  }
  const pdfmake: {
    setFonts(fonts: Record<string, { normal: string; bold: string }>): void;
    setUrlAccessPolicy(may: (url: string) => boolean): void;
    setLocalAccessPolicy(may: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
