// The page for strangers: /book/<token> to take a time, /booked/<secret> to come back to it. It shares typeface sizes and colours with the
// application, and nothing that signs in, keeps or follows anything.
import { mount } from 'svelte';
import '../styles/base.css';
import Book from './Book.svelte';

mount(Book, { target: document.getElementById('app')! });
