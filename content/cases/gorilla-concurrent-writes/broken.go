package main

import (
	"log"
	"net"
	"net/http"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{
	// The page comes from another port than the socket.
	CheckOrigin: func(*http.Request) bool { return true },
}

// not101: show
type client struct {
	socket *websocket.Conn
}

func (c *client) send(kind int, message []byte) {
	c.socket.WriteMessage(kind, message)
}

// not101: end

func (c *client) sendInBackground(kind int, message []byte) {
	// A panic in a goroutine ends the whole process; here it ends only the socket.
	defer func() {
		if found := recover(); found != nil {
			log.Print("panic: ", found)
			c.socket.Close()
		}
	}()
	c.send(kind, message)
}

func handle(answer http.ResponseWriter, request *http.Request) {
	socket, err := upgrader.Upgrade(answer, request, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	// As on a real network: a long message waits until its reader has taken in the beginning.
	socket.UnderlyingConn().(*net.TCPConn).SetWriteBuffer(64 << 10)
	c := &client{socket: socket}
	for {
		kind, message, err := socket.ReadMessage()
		if err != nil {
			return
		}
		go c.sendInBackground(kind, message)
		go c.sendInBackground(kind, message)
	}
}

func main() {
	http.HandleFunc("/ws", handle)
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
