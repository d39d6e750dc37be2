/// <reference types="vite/client" />
declare module 'virtual:messages/*' {
    import type { Catalogue } from '$/i18n/format.ts';
    const messages: Catalogue;
    export default messages;
}
