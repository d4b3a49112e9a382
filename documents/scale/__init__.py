"""A made-up installation of any size, loaded past the services: to measure on, never to work with."""
