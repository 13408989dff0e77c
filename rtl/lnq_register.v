// A D-register.
