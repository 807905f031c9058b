"""What `make run` starts on one machine without any service: no Django in here, so that tests can use it too."""
