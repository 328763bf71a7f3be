"""What programs that use this library are tested and rehearsed with."""
