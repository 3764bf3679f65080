"""The WSUS TLS wizard without its screens: from WSUS over HTTP to a software update point proven over HTTPS."""
