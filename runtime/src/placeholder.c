int devirt_placeholder;
