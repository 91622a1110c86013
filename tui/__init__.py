"""What people see and press: screens, messages, the command line."""
